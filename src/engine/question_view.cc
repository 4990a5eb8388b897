#include "engine/question_view.h"

#include "engine/variable.h"

namespace opencam {

QuestionView::QuestionView(const Principal& who, const Context& given, const Surroundings& around)
    : caller(who),
      context(given),
      surroundings(around),
      variables{opencam::value_of(Variable::Uin, who), opencam::value_of(Variable::OwnerUin, who),
                opencam::value_of(Variable::AppId, who)} {}

}  // namespace opencam
